package io.sigyn.logql.template;

import io.sigyn.logql.go.GoComplex;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoInteger;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoUnquote;
import org.jspecify.annotations.Nullable;

/** Reads literal numbers of templates: which types a number can have follows from its value. All functions are pure. */
final class NumberLiteral {
    private NumberLiteral() {}

    /**
     * The node of a number, complex number or character.
     *
     * @throws GoException with Go's text
     */
    static Node.Numeral parse(Token token) {
        String text = token.text();
        int position = token.position();
        return switch (token.kind()) {
            case CHAR_CONSTANT -> {
                long rune = GoUnquote.unquoteRune(text);
                yield new Node.Numeral(position, text, rune, (double) rune, GoInt.ofInt(rune));
            }
            case COMPLEX -> complex(position, text, complexPair(text));
            default -> number(position, text);
        };
    }

    private static Node.Numeral number(int position, String text) {
        if (text.endsWith("i")) {
            Double imaginary = floatOf(text.substring(0, text.length() - 1));
            if (imaginary != null) {
                return complex(position, text, new GoComplex(0, imaginary));
            }
        }
        Long integer = integerOf(text);
        if (integer != null) {
            return new Node.Numeral(position, text, integer, (double) integer, GoInt.ofInt(integer));
        }
        Double large = unsignedOf(text);
        if (large != null) {
            return new Node.Numeral(position, text, null, large, null);
        }
        Double real = floatOf(text);
        if (real == null) {
            throw new GoException("illegal number syntax: " + GoString.quote(text));
        }
        if (!text.matches("(?s).*[.eEpP].*")) {
            throw new GoException("integer overflow: " + GoString.quote(text));
        }
        return new Node.Numeral(position, text, wholeOf(real), real, real);
    }

    private static Node.Numeral complex(int position, String text, GoComplex value) {
        if (value.imaginary() != 0) {
            return new Node.Numeral(position, text, null, null, value);
        }
        double real = value.real();
        return new Node.Numeral(position, text, wholeOf(real), real, value);
    }

    private static GoComplex complexPair(String text) {
        int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        char before = sign > 0 ? text.charAt(sign - 1) : 0;
        if (before == 'e' || before == 'E' || before == 'p' || before == 'P') {
            sign = Math.max(text.lastIndexOf('+', sign - 1), text.lastIndexOf('-', sign - 1));
        }
        Double real = sign > 0 ? floatOf(text.substring(0, sign)) : null;
        Double imaginary = sign > 0 ? floatOf(text.substring(sign, text.length() - 1)) : null;
        if (real == null || imaginary == null) {
            throw new GoException("syntax error scanning complex number");
        }
        return new GoComplex(real, imaginary);
    }

    private static @Nullable Long integerOf(String text) {
        try {
            return GoInteger.parse(text, 0);
        } catch (GoException e) {
            return null;
        }
    }

    /** A number from 2^63 to 2^64 - 1, in decimal. */
    private static @Nullable Double unsignedOf(String text) {
        try {
            long bits = Long.parseUnsignedLong(text);
            return bits < 0 && !text.startsWith("+") ? (double) (bits >>> 1) * 2 : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Double floatOf(String text) {
        try {
            return GoFloat.parse(text);
        } catch (GoException e) {
            return null;
        }
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) < 0x1p63;
    }

    private static @Nullable Long wholeOf(double value) {
        return isWhole(value) ? (Long) (long) value : null;
    }
}
