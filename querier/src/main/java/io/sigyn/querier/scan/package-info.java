/**
 * Reading rows: a plan says which blocks of a view have to be read and which runs may repeat each other's rows; {@link
 * io.sigyn.querier.scan.LogScan} finds the first lines in a direction, {@link io.sigyn.querier.scan.SampleScan} takes
 * samples of all. {@link io.sigyn.querier.scan.ScanExecutor} has the threads, in turns for all tenants; {@link
 * io.sigyn.querier.scan.QueryContext} is what bounds one query in time and memory.
 */
@NullMarked
package io.sigyn.querier.scan;

import org.jspecify.annotations.NullMarked;
