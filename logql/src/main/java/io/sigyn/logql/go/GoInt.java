package io.sigyn.logql.go;

/** A whole number with the Go type that it has; {@code uint8} holds 0 to 255. Immutable. */
public record GoInt(Kind kind, long value) {

    public static GoInt ofInt(long value) {
        return new GoInt(Kind.INT, value);
    }

    public static GoInt ofInt64(long value) {
        return new GoInt(Kind.INT64, value);
    }

    /** Types whose values are whole numbers. */
    public enum Kind {
        INT("int"),
        INT64("int64"),
        UINT8("uint8"),
        DURATION("time.Duration"),
        MONTH("time.Month"),
        WEEKDAY("time.Weekday");

        private final String typeName;

        Kind(String typeName) {
            this.typeName = typeName;
        }

        public String typeName() {
            return typeName;
        }

        /** Whether a value prints itself by its {@code String} method. */
        public boolean isNamed() {
            return this == DURATION || this == MONTH || this == WEEKDAY;
        }
    }

    /** What {@code fmt.Print} shows, with the bytes of Go. */
    public String print() {
        return switch (kind) {
            case DURATION -> GoString.of(GoDuration.format(value));
            case MONTH -> value >= 1 && value <= 12 ? TimeLayout.month((int) value) : "%!Month(" + value + ")";
            case WEEKDAY -> value >= 0 && value < 7 ? TimeLayout.weekday((int) value) : "%!Weekday(" + value + ")";
            case INT, INT64, UINT8 -> Long.toString(value);
        };
    }
}
