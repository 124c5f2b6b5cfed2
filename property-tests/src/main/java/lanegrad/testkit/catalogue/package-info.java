/**
 * The records of the library's own ops, by theme, each with a reference in plain Java that shares no code with the
 * library.
 */
package lanegrad.testkit.catalogue;
