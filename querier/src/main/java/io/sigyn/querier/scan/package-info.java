/**
 * Reading rows: {@link io.sigyn.querier.scan.ScanExecutor} has the threads.
 */
@NullMarked
package io.sigyn.querier.scan;

import org.jspecify.annotations.NullMarked;
