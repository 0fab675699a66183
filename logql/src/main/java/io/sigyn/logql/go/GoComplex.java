package io.sigyn.logql.go;

/** Go's {@code complex128}: templates can write such numbers, and print them, but not compute with them. Immutable. */
public record GoComplex(double real, double imaginary) {}
