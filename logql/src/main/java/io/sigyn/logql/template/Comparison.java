package io.sigyn.logql.template;

import io.sigyn.logql.go.GoComplex;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoPrintf;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.go.GoTime;
import io.sigyn.logql.go.GoZone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Go's {@code eq} and {@code lt} of templates: values of one kind only, but for signed and unsigned numbers. */
final class Comparison {
    private static final String INCOMPATIBLE = "incompatible types for comparison";
    private static final String BAD_TYPE = "invalid type for comparison";

    private enum Kind {
        NONE,
        BOOL,
        COMPLEX,
        INT,
        FLOAT,
        STRING,
        UINT
    }

    private Comparison() {}

    private static Kind kind(@Nullable Object value) {
        if (value instanceof String) {
            return Kind.STRING;
        } else if (value instanceof GoInt number) {
            return number.kind() == GoInt.Kind.UINT8 ? Kind.UINT : Kind.INT;
        } else if (value instanceof Double) {
            return Kind.FLOAT;
        } else if (value instanceof Boolean) {
            return Kind.BOOL;
        } else if (value instanceof GoComplex) {
            return Kind.COMPLEX;
        }
        return Kind.NONE;
    }

    private static boolean isInteger(Kind kind) {
        return kind == Kind.INT || kind == Kind.UINT;
    }

    private static long integer(@Nullable Object value) {
        return value instanceof GoInt number ? number.value() : 0;
    }

    /** Whether the first value equals any of the others. */
    static boolean equalToAny(List<@Nullable Object> values) {
        if (values.size() < 2) {
            throw new GoException("missing argument for comparison");
        }
        Object first = Boxed.open(values.get(0));
        for (Object other : values.subList(1, values.size())) {
            if (equal(first, Boxed.open(other))) {
                return true;
            }
        }
        return false;
    }

    private static boolean equal(@Nullable Object left, @Nullable Object right) {
        Kind leftKind = kind(left);
        Kind rightKind = kind(right);
        if (isInteger(leftKind) && isInteger(rightKind)) {
            return integer(left) == integer(right);
        } else if (leftKind != rightKind) {
            if (left != null && right != null) {
                throw new GoException(INCOMPATIBLE);
            }
            return false;
        } else if (left == null || right == null) {
            return left == right;
        }
        return switch (leftKind) {
            case STRING, BOOL -> left.equals(right);
            case FLOAT -> real(left) == real(right);
            case COMPLEX -> sameComplex(left, right);
            default -> sameOther(left, right);
        };
    }

    private static double real(@Nullable Object value) {
        return value instanceof Double number ? number : 0;
    }

    private static boolean sameComplex(Object left, Object right) {
        return left instanceof GoComplex a
                && right instanceof GoComplex b
                && a.real() == b.real()
                && a.imaginary() == b.imaginary();
    }

    /** Times and zones can be compared; lists and maps cannot. */
    private static boolean sameOther(Object left, Object right) {
        boolean comparable = right instanceof GoTime || right instanceof GoZone;
        if (left.getClass() != right.getClass() && !bothMaps(left, right)) {
            throw new GoException("non-comparable types " + shown(left) + ": " + Values.typeName(left) + ", "
                    + Values.typeName(right) + ": " + shown(right));
        } else if (!comparable) {
            throw new GoException("non-comparable type " + shown(right) + ": " + Values.typeName(right));
        }
        return left.equals(right);
    }

    private static boolean bothMaps(Object left, Object right) {
        return Values.typeName(left).startsWith("map[")
                && Values.typeName(right).startsWith("map[");
    }

    private static String shown(Object value) {
        return GoString.text(GoPrintf.format("%s", java.util.Collections.singletonList(Values.printable(value))));
    }

    /** Whether the left value is below the right one. */
    static boolean less(@Nullable Object leftValue, @Nullable Object rightValue) {
        Object left = Boxed.open(leftValue);
        Object right = Boxed.open(rightValue);
        Kind leftKind = kind(left);
        Kind rightKind = kind(right);
        if (leftKind == Kind.NONE || rightKind == Kind.NONE) {
            throw new GoException(BAD_TYPE);
        } else if (isInteger(leftKind) && isInteger(rightKind)) {
            return integer(left) < integer(right);
        } else if (leftKind != rightKind) {
            throw new GoException(INCOMPATIBLE);
        } else if (leftKind == Kind.FLOAT) {
            return real(left) < real(right);
        } else if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b) < 0;
        }
        throw new GoException(BAD_TYPE);
    }
}
