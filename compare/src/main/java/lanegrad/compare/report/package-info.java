/** What is printed and written: the table as Markdown and as CSV, and a picture. */
package lanegrad.compare.report;
