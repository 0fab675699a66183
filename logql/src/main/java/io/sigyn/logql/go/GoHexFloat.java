package io.sigyn.logql.go;

/** Floating-point numbers in base 16, Go's verbs {@code %x} and {@code %X}. All functions are pure. */
final class GoHexFloat {
    private static final String LOWER = "0123456789abcdef";
    private static final int FRACTION_BITS = 60;

    private GoHexFloat() {}

    /** Appends a finite number that is not negative, with the digits needed if {@code precision} is negative. */
    static void append(StringBuilder out, double value, char verb, int precision) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> 52);
        long mantissa = (bits & (1L << 52) - 1) | (biased == 0 ? 0 : 1L << 52);
        int exponent = mantissa == 0 ? 0 : Math.max(biased, 1) - 1023;
        mantissa <<= FRACTION_BITS - 52;
        while (mantissa != 0 && (mantissa & 1L << FRACTION_BITS) == 0) {
            mantissa <<= 1;
            exponent--;
        }
        if (precision >= 0 && precision < 15) {
            int shift = precision * 4;
            long extra = mantissa << shift & (1L << FRACTION_BITS) - 1;
            mantissa >>= FRACTION_BITS - shift;
            if ((extra | (mantissa & 1)) > 1L << (FRACTION_BITS - 1)) {
                mantissa++;
            }
            mantissa <<= FRACTION_BITS - shift;
            if ((mantissa & 1L << (FRACTION_BITS + 1)) != 0) {
                mantissa >>= 1;
                exponent++;
            }
        }
        StringBuilder text = new StringBuilder("0x").append(mantissa >> FRACTION_BITS & 1);
        long rest = mantissa << 4;
        if (precision < 0 && rest != 0) {
            text.append('.');
            for (; rest != 0; rest <<= 4) {
                text.append(LOWER.charAt((int) (rest >>> 60)));
            }
        } else if (precision > 0) {
            text.append('.');
            for (int i = 0; i < precision; i++, rest <<= 4) {
                text.append(LOWER.charAt((int) (rest >>> 60)));
            }
        }
        text.append('p').append(exponent < 0 ? '-' : '+');
        text.append(Math.abs(exponent) < 10 ? "0" : "").append(Math.abs(exponent));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(verb == 'X' && c >= 'a' ? (char) (c - 32) : c);
        }
    }
}
