package io.sigyn.index;

import io.sigyn.model.LabelMatcher;
import io.sigyn.model.LabelMatcher.Operator;
import io.sigyn.model.Labels;
import io.sigyn.model.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Random streams and selectors, and what the selectors mean, said in the plainest way. */
final class SelectorFixtures {
    private static final List<Operator> OPERATORS = List.of(Operator.values());
    private static final String[] NAMES = {"app", "env", "pod", "ünï", "missing"};
    private static final String[] REGEXES = {
        "a1|a2", "a.*", ".+", ".*", "", "a[0-3]", "|a1", "prod|", "p.d", "a\\d+", "(?i)A1", "a1\\.x|a3", "a1.x", "x|y|z"
    };

    private SelectorFixtures() {}

    static Labels stream(Random random, int number) {
        Labels.Builder labels = Labels.builder().set("app", "a" + random.nextInt(12));
        if (random.nextInt(3) > 0) {
            labels.set("env", random.nextBoolean() ? "prod" : "a\nb");
        }
        if (random.nextInt(3) > 0) {
            labels.set("pod", "a" + number);
        }
        if (random.nextInt(5) == 0) {
            labels.set("ünï", "a1.x");
        }
        return labels.build();
    }

    static Selector selector(Random random) {
        List<LabelMatcher> matchers = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Operator operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
            String[] values = {"a1", "a2", "prod", "", "a1.x", "none"};
            String value = operator.isRegex()
                    ? REGEXES[random.nextInt(REGEXES.length)]
                    : values[random.nextInt(values.length)];
            matchers.add(new LabelMatcher(NAMES[random.nextInt(NAMES.length)], operator, value));
        }
        return new Selector(matchers);
    }

    static boolean matches(Selector selector, Labels stream) {
        return selector.matchers().stream().allMatch(matcher -> {
            String value = stream.getOrEmpty(matcher.name());
            boolean same = matcher.operator().isRegex()
                    ? Pattern.compile(matcher.value()).matcher(value).matches()
                    : value.equals(matcher.value());
            return same != matcher.operator().isNegative();
        });
    }
}
