/** What {@link lanegrad.examples.MemorySoak} is made of. */
package lanegrad.examples.soak;
