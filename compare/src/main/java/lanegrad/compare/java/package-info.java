/** The peers in pure Java. */
package lanegrad.compare.java;
