/** What is compared: a record a kind of work, and the list of all. */
package lanegrad.compare.cases;
