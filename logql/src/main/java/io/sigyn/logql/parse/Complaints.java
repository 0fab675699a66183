package io.sigyn.logql.parse;

import io.sigyn.logql.LogQlSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a query whose syntax is right. It is told at the end, and of several complaints the one about the
 * outermost and then leftmost part, so each part takes a number when it is entered. For one thread.
 */
final class Complaints {
    private int entered;
    private int firstOrder = Integer.MAX_VALUE;
    private @Nullable String first;

    int enter() {
        return entered++;
    }

    void add(int order, String message) {
        if (order <= firstOrder) {
            firstOrder = order;
            first = message;
        }
    }

    void throwFirst() {
        if (first != null) {
            throw new LogQlSyntaxException("parse error : " + first);
        }
    }
}
