package io.sigyn.ruler.rule;

import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.go.GoString;
import io.sigyn.logql.template.AlertTemplate;
import io.sigyn.logql.template.TemplateSyntaxException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what is wrong with rule groups, in the words of Loki. Stateless. */
public final class RuleGroupValidator {
    private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Pattern METRIC_NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final String METRIC = "__name__";

    private RuleGroupValidator() {}

    /** What is wrong with the groups of one file or request; of each rule the first fault. */
    public static List<String> faults(List<RuleGroup> groups) {
        List<String> faults = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < groups.size(); i++) {
            RuleGroup group = groups.get(i);
            if (group.name().isEmpty()) {
                faults.add("group " + i + ": Groupname must not be empty");
            }
            if (!names.add(group.name())) {
                faults.add("groupname: \"" + group.name() + "\" is repeated in the same file");
            }
            group.rules().forEach(rule -> fault(rule, group.name()).ifPresent(faults::add));
        }
        return faults;
    }

    private static Optional<String> fault(Rule rule, String group) {
        if (!rule.record().isEmpty() && !rule.alert().isEmpty()) {
            return Optional.of("only one of 'record' and 'alert' must be set");
        } else if (rule.record().isEmpty() && rule.alert().isEmpty()) {
            return Optional.of("one of 'record' or 'alert' must be set");
        } else if (rule.expression().isEmpty()) {
            return Optional.of("field 'expr' must be set in rule");
        }
        return expressionFault(rule, group)
                .or(() -> rule.isAlert() ? Optional.empty() : recordFault(rule))
                .or(() -> nameFault(rule))
                .or(() -> rule.isAlert() ? templateFault(rule) : Optional.empty());
    }

    private static Optional<String> expressionFault(Rule rule, String group) {
        try {
            LogQlParser.parse(rule.expression());
            return Optional.empty();
        } catch (LogQlSyntaxException e) {
            return Optional.of("could not parse expression for " + (rule.isAlert() ? "alert" : "record") + " '"
                    + rule.name() + "' in group '" + group + "': " + e.getMessage());
        }
    }

    private static Optional<String> recordFault(Rule rule) {
        if (!rule.annotations().isEmpty()) {
            return Optional.of("invalid field 'annotations' in recording rule");
        } else if (!rule.hold().isZero()) {
            return Optional.of("invalid field 'for' in recording rule");
        } else if (!METRIC_NAME.matcher(rule.record()).matches()) {
            return Optional.of("invalid recording rule name: " + rule.record());
        }
        return Optional.empty();
    }

    private static Optional<String> nameFault(Rule rule) {
        for (String name : rule.labels().keySet()) {
            if (!LABEL_NAME.matcher(name).matches() || name.equals(METRIC)) {
                return Optional.of("invalid label name: " + name);
            }
        }
        for (String name : rule.annotations().keySet()) {
            if (!LABEL_NAME.matcher(name).matches()) {
                return Optional.of("invalid annotation name: " + name);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> templateFault(Rule rule) {
        return templateFault(rule.alert(), "label", rule.labels())
                .or(() -> templateFault(rule.alert(), "annotation", rule.annotations()));
    }

    private static Optional<String> templateFault(String alert, String kind, Map<String, String> templates) {
        for (Map.Entry<String, String> template : templates.entrySet()) {
            try {
                AlertTemplate.compile(alert, template.getValue(), InstantSource.system());
            } catch (TemplateSyntaxException e) {
                return Optional.of(kind + " " + GoString.text(GoString.quote(template.getKey())) + ": " + e.text());
            }
        }
        return Optional.empty();
    }
}
