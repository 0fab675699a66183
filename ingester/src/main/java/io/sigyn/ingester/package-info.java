/** From a request to durable, queryable logs: acknowledged means durable. */
@NullMarked
package io.sigyn.ingester;

import org.jspecify.annotations.NullMarked;
