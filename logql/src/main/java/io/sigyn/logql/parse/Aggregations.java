package io.sigyn.logql.parse;

import io.sigyn.logql.ast.SampleExpr.Grouping;
import io.sigyn.logql.ast.SampleExpr.RangeOperator;
import io.sigyn.logql.ast.SampleExpr.VectorOperator;
import io.sigyn.logql.go.GoException;
import io.sigyn.logql.go.GoFloat;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which parameters, groupings and unwrapped values an aggregation takes. Stateless. */
final class Aggregations {
    private static final Set<RangeOperator> GROUPED = EnumSet.of(
            RangeOperator.AVG_OVER_TIME,
            RangeOperator.MIN_OVER_TIME,
            RangeOperator.MAX_OVER_TIME,
            RangeOperator.STDDEV_OVER_TIME,
            RangeOperator.STDVAR_OVER_TIME,
            RangeOperator.QUANTILE_OVER_TIME,
            RangeOperator.FIRST_OVER_TIME,
            RangeOperator.LAST_OVER_TIME);

    private static final Set<RangeOperator> OF_LINES = EnumSet.of(
            RangeOperator.RATE,
            RangeOperator.COUNT_OVER_TIME,
            RangeOperator.BYTES_RATE,
            RangeOperator.BYTES_OVER_TIME,
            RangeOperator.ABSENT_OVER_TIME);

    private static final Set<RangeOperator> ONLY_OF_LINES =
            EnumSet.of(RangeOperator.COUNT_OVER_TIME, RangeOperator.BYTES_RATE, RangeOperator.BYTES_OVER_TIME);

    private Aggregations() {}

    /** The parameter as a number, null if there is none. */
    static @Nullable Double check(
            RangeOperator operator,
            @Nullable String parameter,
            boolean unwrapped,
            @Nullable Grouping grouping,
            Consumer<String> complain) {
        String name = operator.spelling();
        Double value = null;
        if (parameter != null && operator != RangeOperator.QUANTILE_OVER_TIME) {
            complain.accept("parameter " + parameter + " not supported for operation " + name);
        } else if (parameter != null) {
            try {
                value = GoFloat.parse(parameter);
            } catch (GoException notANumber) {
                complain.accept("invalid parameter for operation " + name + ": " + notANumber.getMessage());
            }
        } else if (operator == RangeOperator.QUANTILE_OVER_TIME) {
            complain.accept("parameter required for operation " + name);
        } else if (grouping != null && !GROUPED.contains(operator)) {
            complain.accept("grouping not allowed for " + name + " aggregation");
        } else if (unwrapped && ONLY_OF_LINES.contains(operator)) {
            complain.accept("invalid aggregation " + name + " with unwrap");
        } else if (!unwrapped && !OF_LINES.contains(operator)) {
            complain.accept("invalid aggregation " + name + " without unwrap");
        }
        if (value != null && !unwrapped) {
            complain.accept("invalid aggregation " + name + " without unwrap");
        }
        return value;
    }

    /** The k of topk and its like, else 0. */
    static int check(
            VectorOperator operator,
            @Nullable String parameter,
            @Nullable Grouping grouping,
            Consumer<String> complain) {
        String name = operator.spelling();
        return switch (operator) {
            case TOPK, BOTTOMK, APPROX_TOPK -> {
                if (operator == VectorOperator.APPROX_TOPK && grouping != null) {
                    complain.accept("grouping not allowed for " + name + " aggregation");
                }
                yield count(name, parameter, complain);
            }
            case SUM, AVG, COUNT, MAX, MIN, STDDEV, STDVAR, SORT, SORT_DESC -> {
                if (parameter != null) {
                    complain.accept("unsupported parameter for operation " + name + "(" + parameter + ",");
                } else if (grouping != null
                        && (operator == VectorOperator.SORT || operator == VectorOperator.SORT_DESC)) {
                    complain.accept("sort and sort_desc doesn't allow grouping by ");
                }
                yield 0;
            }
        };
    }

    private static int count(String name, @Nullable String parameter, Consumer<String> complain) {
        if (parameter == null) {
            complain.accept("parameter required for operation " + name);
            return 0;
        }
        int count = -1;
        if (parameter.matches("[0-9]+")) {
            BigInteger number = new BigInteger(parameter);
            count = number.bitLength() > 63
                    ? -1
                    : number.min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue();
        }
        if (count < 0) {
            complain.accept("invalid parameter " + name + "(" + parameter + ",");
        } else if (count == 0) {
            complain.accept("invalid parameter (must be greater than 0) " + name + "(" + parameter);
        }
        return count;
    }
}
