/** The same work by Lanegrad and by its peers. */
package lanegrad.compare;
