/**
 * Off-heap memory: slabs that are recycled in size classes, scopes that say how long a result lives, and the accounts
 * of both.
 *
 * <p>Storage is cut from a few long-lived native slabs and never returned to the operating system while it may be used
 * again. Whatever is made while a {@link lanegrad.memory.Scope} is open on the calling thread belongs to it and is
 * recycled when it closes:
 *
 * {@snippet class="lanegrad.memory.ExampleTest" region="example"}
 *
 * <p>With no scope open, storage comes from the same slabs and returns when its last handle is garbage. Recycled memory
 * carries a generation, so that a handle that outlived its scope throws instead of reading somebody else's bytes.
 */
package lanegrad.memory;
