/** What the machine can do, measured beside those who use it. */
package lanegrad.compare.limit;
