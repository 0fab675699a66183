package io.sigyn.logql.parse;

import io.sigyn.logql.ast.SampleExpr.BinaryOperator;

/** What an operator makes of two numbers that stand in the query. Stateless. */
final class Constants {
    private Constants() {}

    static double compute(BinaryOperator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUB -> left - right;
            case MUL -> left * right;
            case DIV -> right == 0 ? Double.NaN : left / right;
            case MOD -> right == 0 ? Double.NaN : left % right;
            case POW -> power(left, right);
            case EQUAL -> truth(left == right);
            case NOT_EQUAL -> truth(left != right);
            case GREATER -> truth(left > right);
            case GREATER_EQUAL -> truth(left >= right);
            case LESS -> truth(left < right);
            case LESS_EQUAL -> truth(left <= right);
            case OR, AND, UNLESS -> throw new IllegalArgumentException(operator + " of two numbers");
        };
    }

    private static double truth(boolean holds) {
        return holds ? 1 : 0;
    }

    /** Unlike in Java, one to any power is one, and minus one to an infinite one too. */
    private static double power(double base, double exponent) {
        return base == 1 || (base == -1 && Double.isInfinite(exponent)) ? 1 : Math.pow(base, exponent);
    }
}
