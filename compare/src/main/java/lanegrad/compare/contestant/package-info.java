/** Who is compared: what a contestant is, and the list of all. */
package lanegrad.compare.contestant;
