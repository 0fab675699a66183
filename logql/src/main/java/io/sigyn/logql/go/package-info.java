/**
 * How Go writes and reads numbers, durations, sizes, times and formatted text. Loki's answers are full of them: sample
 * values, error details, templates. Values here are Java's; {@link io.sigyn.logql.go.GoString} says how the bytes of a
 * Go string are held, and only {@link io.sigyn.logql.go.GoPrintf} and templates need it. Pure: no clock, no locale, no
 * time zone of the machine.
 */
@NullMarked
package io.sigyn.logql.go;

import org.jspecify.annotations.NullMarked;
