/** How they are compared: processes, rounds, sums. */
package lanegrad.compare.run;
