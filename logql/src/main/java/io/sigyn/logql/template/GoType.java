package io.sigyn.logql.template;

import io.sigyn.logql.go.GoInt;
import io.sigyn.logql.go.GoTime;
import io.sigyn.logql.go.GoZone;
import org.jspecify.annotations.Nullable;

/** The types that functions and methods of templates take. */
enum GoType {
    STRING("string"),
    INT("int"),
    INT64("int64"),
    FLOAT64("float64"),
    BOOL("bool"),
    /** {@code interface{}}: the plain value, null for nil. */
    ANY("interface {}"),
    /** {@code reflect.Value}: the value as it is, {@link Boxed} or missing included. */
    VALUE("reflect.Value"),
    TIME("time.Time"),
    DURATION("time.Duration"),
    LOCATION("*time.Location");

    private final String typeName;

    GoType(String typeName) {
        this.typeName = typeName;
    }

    /** As Go prints the type. */
    String typeName() {
        return typeName;
    }

    boolean canBeNil() {
        return this == ANY || this == VALUE || this == LOCATION;
    }

    /** Whether literal integers are values of the type. */
    boolean isInteger() {
        return this == INT || this == INT64 || this == DURATION;
    }

    /** The value of a literal integer. */
    GoInt integer(long value) {
        return new GoInt(this == INT ? GoInt.Kind.INT : this == INT64 ? GoInt.Kind.INT64 : GoInt.Kind.DURATION, value);
    }

    /** Whether a plain value can be assigned to the type. */
    boolean accepts(@Nullable Object value) {
        return switch (this) {
            case ANY, VALUE -> true;
            case STRING -> value instanceof String;
            case FLOAT64 -> value instanceof Double;
            case BOOL -> value instanceof Boolean;
            case TIME -> value instanceof GoTime;
            case LOCATION -> value instanceof GoZone;
            case INT -> value instanceof GoInt number && number.kind() == GoInt.Kind.INT;
            case INT64 -> value instanceof GoInt number && number.kind() == GoInt.Kind.INT64;
            case DURATION -> value instanceof GoInt number && number.kind() == GoInt.Kind.DURATION;
        };
    }
}
