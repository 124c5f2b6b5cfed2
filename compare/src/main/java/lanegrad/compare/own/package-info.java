/** Lanegrad's part: the cases by its public calls. */
package lanegrad.compare.own;
