package io.sigyn.logql.go;

import java.math.BigInteger;

/**
 * The shortest decimal that reads back to a double, and of these the nearest: what Go prints, and what {@code
 * Double.toString} prints only since Java 19. Immutable.
 *
 * <p>The method is Raffaello Giulietti's Schubfach ("The Schubfach way to render doubles", 2020). A double and the two
 * middles between it and its neighbours bound an interval; scaled by the right power of ten it holds at least one and
 * less than ten integers, or one multiple of ten. The scaling is one multiplication by a power of ten of 126 bits,
 * rounded so that comparisons still come out as with exact numbers.
 */
final class ShortestDecimal {
    private static final int MIN_POWER = -324;
    private static final int MAX_POWER = 292;
    private static final int EXPONENT_BIAS = 1075;
    private static final long IMPLICIT_BIT = 1L << 52;
    private static final long MASK_63 = Long.MAX_VALUE;
    /** For each k: the upper and the lower 63 bits of 10^-k scaled to 126 bits, rounded up. */
    private static final long[] POWERS = powers();

    final long digits;
    /** The value is {@code digits} times ten to this power. */
    final int exponent;

    private ShortestDecimal(long digits, int exponent) {
        long stripped = digits;
        int power = exponent;
        while (stripped % 10 == 0) {
            stripped /= 10;
            power++;
        }
        this.digits = stripped;
        this.exponent = power;
    }

    /** Of a finite number above zero. */
    static ShortestDecimal of(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52 & 0x7FF);
        long fraction = bits & IMPLICIT_BIT - 1;
        long mantissa = biased == 0 ? fraction : fraction | IMPLICIT_BIT;
        int q = Math.max(biased, 1) - EXPONENT_BIAS;
        if (q < 0 && q > -53 && (mantissa & (1L << -q) - 1) == 0) {
            return new ShortestDecimal(mantissa >> -q, 0);
        }
        return scaled(mantissa, q, biased > 1 && fraction == 0);
    }

    private static ShortestDecimal scaled(long mantissa, int q, boolean closerBelow) {
        long odd = mantissa & 1;
        int k = closerBelow ? floorLog10ThreeQuartersPow2(q) : floorLog10Pow2(q);
        int shift = q + floorLog2Pow10(-k) + 2;
        long high = POWERS[2 * (k - MIN_POWER)];
        long low = POWERS[2 * (k - MIN_POWER) + 1];
        long middle = roundToOdd(high, low, mantissa << (2 + shift));
        long left = roundToOdd(high, low, ((mantissa << 2) - (closerBelow ? 1 : 2)) << shift);
        long right = roundToOdd(high, low, ((mantissa << 2) + 2) << shift);

        long below = middle >> 2;
        if (below >= 10) {
            long tenBelow = below / 10 * 10;
            long tenAbove = tenBelow + 10;
            boolean belowFits = left + odd <= tenBelow << 2;
            boolean aboveFits = (tenAbove << 2) + odd <= right;
            if (belowFits != aboveFits) {
                return new ShortestDecimal(belowFits ? tenBelow : tenAbove, k);
            }
        }
        boolean belowFits = left + odd <= below << 2;
        boolean aboveFits = ((below + 1) << 2) + odd <= right;
        if (belowFits != aboveFits) {
            return new ShortestDecimal(belowFits ? below : below + 1, k);
        }
        long side = middle - ((2 * below + 1) << 1);
        return new ShortestDecimal(side < 0 || (side == 0 && (below & 1) == 0) ? below : below + 1, k);
    }

    /** The product's upper bits, the last one set if anything below was cut off. */
    private static long roundToOdd(long high, long low, long factor) {
        long lowProduct = Math.multiplyHigh(low, factor);
        long middle = high * factor;
        long upper = Math.multiplyHigh(high, factor);
        long sum = (middle >>> 1) + lowProduct;
        return upper + (sum >>> 63) | ((sum & MASK_63) + MASK_63) >>> 63;
    }

    private static int floorLog10Pow2(int e) {
        return (int) ((e * 661_971_961_083L) >> 41);
    }

    private static int floorLog10ThreeQuartersPow2(int e) {
        return (int) ((e * 661_971_961_083L - 274_743_187_321L) >> 41);
    }

    private static int floorLog2Pow10(int e) {
        return (int) ((e * 913_124_641_741L) >> 38);
    }

    private static long[] powers() {
        long[] powers = new long[2 * (MAX_POWER - MIN_POWER + 1)];
        for (int k = MIN_POWER; k <= MAX_POWER; k++) {
            int shift = 125 - floorLog2Pow10(-k);
            BigInteger ten = BigInteger.TEN.pow(Math.abs(k));
            BigInteger scaled;
            if (k <= 0) {
                scaled = shift >= 0 ? ten.shiftLeft(shift) : ten.shiftRight(-shift);
            } else {
                scaled = BigInteger.ONE.shiftLeft(shift).divide(ten);
            }
            BigInteger rounded = scaled.add(BigInteger.ONE);
            powers[2 * (k - MIN_POWER)] = rounded.shiftRight(63).longValue();
            powers[2 * (k - MIN_POWER) + 1] = rounded.longValue() & MASK_63;
        }
        return powers;
    }
}
