package io.sigyn.storage.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes numbers as decimal digits, without branches for most; eight bytes behind them are overwritten. Stateless. */
final class Decimals {
    /** All numbers of so many digits fit into a long. */
    static final int MAX_DIGITS = 18;
    /** How far behind its last digit a number may write. */
    static final int SLACK = 8;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    /** The digits of 0 to 255, the first one lowest, and in the highest byte how many they are. */
    private static final int[] OCTETS = new int[256];

    private static final long[] POWERS = new long[MAX_DIGITS + 1];
    /** Of numbers with so many leading zero bits: digits << 32, less the power of ten from which on there is one more. */
    private static final long[] DIGITS = new long[65];
    /** The first number that stands for a text of so many digits, in an order of all texts by length. */
    private static final long[] FIRST = new long[MAX_DIGITS + 2];

    static {
        for (int i = 0; i < OCTETS.length; i++) {
            String digits = Integer.toString(i);
            OCTETS[i] = digits.length() << 24;
            for (int digit = 0; digit < digits.length(); digit++) {
                OCTETS[i] |= digits.charAt(digit) << (8 * digit);
            }
        }
        POWERS[0] = 1;
        for (int i = 1; i <= MAX_DIGITS; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
            FIRST[i + 1] = FIRST[i] + POWERS[i];
        }
        for (int zeros = 33; zeros < 64; zeros++) {
            long largest = (1L << (64 - zeros)) - 1;
            int digits = Long.toString(largest).length();
            boolean sure = Long.toString((largest >>> 1) + 1).length() == digits;
            DIGITS[zeros] = ((long) digits << 32) - (sure ? 0 : POWERS[digits - 1]);
        }
    }

    private Decimals() {}

    /** The number that stands for digits that may begin with zeros, in an order of all such texts. */
    static long numberOf(long value, int digits) {
        return FIRST[digits] + value;
    }

    /** Appends the digits that a number stands for, which are at most {@link #MAX_DIGITS}. */
    static int writeText(byte[] out, int at, long number) {
        int digits = 1;
        while (digits < MAX_DIGITS && number >= FIRST[digits + 1]) {
            digits++;
        }
        return writePadded(out, at, number - FIRST[digits], digits);
    }

    /** Appends a number that is not negative; returns where it ends. */
    static int write(byte[] out, int at, long value) {
        if (value < 100_000_000) {
            int digits = digits(value);
            LONG.set(out, at, ascii(value) >>> (64 - 8 * digits));
            return at + digits;
        }
        long high = value / 100_000_000;
        int end = write(out, at, high);
        LONG.set(out, end, ascii(value - high * 100_000_000));
        return end + 8;
    }

    /** Appends a number with zeros in front, so many digits in all; higher ones are left out. */
    static int writePadded(byte[] out, int at, long value, int digits) {
        if (digits <= 8) {
            LONG.set(out, at, ascii(value % 100_000_000) >>> (64 - 8 * digits));
            return at + digits;
        }
        long high = value / 100_000_000;
        int end = writePadded(out, at, high, digits - 8);
        LONG.set(out, end, ascii(value - high * 100_000_000));
        return end + 8;
    }

    /** Appends four numbers with dots between, those of the four lowest bytes. */
    static int writeAddress(byte[] out, int at, long value) {
        int end = at;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int octet = OCTETS[(int) (value >>> shift) & 0xFF];
            INT.set(out, end, octet);
            int digits = octet >>> 24;
            out[end + digits] = '.';
            end += digits + 1;
        }
        return end - 1;
    }

    /** Of a number below 10<sup>8</sup>. */
    private static int digits(long value) {
        return (int) ((value + DIGITS[Long.numberOfLeadingZeros(value | 1)]) >> 32);
    }

    /** Eight digits of a number below 10<sup>8</sup>, the first one lowest: halves, quarters, digits, all in one word. */
    private static long ascii(long value) {
        long high = (value * 3518437209L) >>> 45; // by 10,000
        long halves = high | (value - high * 10_000) << 32;
        long hundreds = ((halves * 5243) >>> 19) & 0x7F_0000_007FL; // by 100
        long quarters = hundreds | (halves - hundreds * 100) << 16;
        long tens = ((quarters * 103) >>> 10) & 0x0F_000F_000F_000FL; // by 10
        return (tens | (quarters - tens * 10) << 8) + 0x3030303030303030L;
    }
}
