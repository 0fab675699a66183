package io.sigyn.ruler.rule;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The rule groups of one namespace, in the order in which Loki lists them; no two have the same name. Immutable. */
public record Namespace(String name, List<RuleGroup> groups) {
    /** Loki keeps each group under the base64 form of its name, and lists them by that. */
    private static final Comparator<RuleGroup> LOKIS_ORDER = Comparator.comparing(
            group -> Base64.getUrlEncoder().encodeToString(group.name().getBytes(StandardCharsets.UTF_8)));

    public Namespace {
        groups = groups.stream().sorted(LOKIS_ORDER).toList();
    }

    public Optional<RuleGroup> group(String groupName) {
        return groups.stream().filter(group -> group.name().equals(groupName)).findFirst();
    }

    /** With a group, in place of the one of that name. */
    public Namespace with(RuleGroup group) {
        List<RuleGroup> changed = new ArrayList<>(without(group.name()).groups);
        changed.add(group);
        return new Namespace(name, changed);
    }

    public Namespace without(String groupName) {
        return new Namespace(
                name,
                groups.stream().filter(group -> !group.name().equals(groupName)).toList());
    }
}
