package io.sigyn.model;

/** A condition on one label, as {@code app=~"api.*"}: what a stream must have, or a label after parsing. */
public record LabelMatcher(String name, Operator operator, String value) {

    /** How the value of the label is compared; a missing label has the empty value. Regexes match the whole value. */
    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        MATCHES("=~"),
        NOT_MATCHES("!~");

        private final String symbol;

        Operator(String symbol) {
            this.symbol = symbol;
        }

        public String symbol() {
            return symbol;
        }

        public boolean isRegex() {
            return this == MATCHES || this == NOT_MATCHES;
        }

        public boolean isNegative() {
            return this == NOT_EQUAL || this == NOT_MATCHES;
        }
    }

    /** In LogQL's spelling, with the value quoted as Go quotes it. */
    @Override
    public String toString() {
        return name + operator.symbol + GoQuote.quote(value);
    }
}
