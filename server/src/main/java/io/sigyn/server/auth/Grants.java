package io.sigyn.server.auth;

import io.sigyn.model.TenantId;
import io.sigyn.server.config.ConfigException;
import io.sigyn.server.config.YamlValue;
import io.sigyn.server.http.Access;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What each user may do.
 *
 * <pre>
 * users:
 *   vector:  {tenants: [team-a], rights: [push]}
 *   grafana: {tenants: [team-a, team-b], rights: [query]}
 *   ops:     {tenants: "*", rights: [push, query, admin]}
 * </pre>
 *
 * Without {@code rights} it is push and query. Who is not listed is treated as {@link Unlisted} says. Immutable.
 */
final class Grants {
    private static final String ANY = "*";
    private static final Set<Access> USUAL = EnumSet.of(Access.PUSH, Access.QUERY);

    private final Map<String, Principal> byUser;
    private final Unlisted unlisted;

    private Grants(Map<String, Principal> byUser, Unlisted unlisted) {
        this.byUser = Map.copyOf(byUser);
        this.unlisted = unlisted;
    }

    /** A user who has a password or a token, and stands nowhere else. */
    enum Unlisted {
        /** May do everything, for the tenant that he names, as behind the gateway of Loki's chart. */
        ANY,
        /** May push and query as the tenant of his own name. */
        OWN,
        /** May do nothing. */
        NONE;

        static Unlisted parse(String text) {
            for (Unlisted unlisted : values()) {
                if (unlisted.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return unlisted;
                }
            }
            throw new ConfigException("sigyn.gateway.unlisted_users: \"" + text + "\" (expected: any, own or none)");
        }
    }

    static Grants unlistedOnly(Unlisted unlisted) {
        return new Grants(Map.of(), unlisted);
    }

    /** Reads a file's text; {@code source} names it when it is refused. */
    static Grants parse(String source, String text, Unlisted unlisted) {
        YamlValue root = YamlValue.parse(source, text);
        Map<String, Principal> byUser = new LinkedHashMap<>();
        mapping(source, "the file", root).entries().forEach((key, value) -> {
            if (!key.equals("users")) {
                throw unknownKey(source, value, key, "users");
            }
            if (!isNull(value)) {
                mapping(source, "users", value)
                        .entries()
                        .forEach((name, user) -> byUser.put(name, principal(source, name, user)));
            }
        });
        return new Grants(byUser, unlisted);
    }

    Set<String> users() {
        return byUser.keySet();
    }

    /** What a user may do who has proved to be he; empty if nothing at all. */
    Optional<Principal> of(String user) {
        Principal listed = byUser.get(user);
        if (listed != null) {
            return Optional.of(listed);
        }
        return switch (unlisted) {
            case ANY -> Optional.of(new Principal(user, EnumSet.allOf(Access.class), true, Set.of()));
            case OWN -> own(user);
            case NONE -> Optional.empty();
        };
    }

    private static Optional<Principal> own(String user) {
        try {
            return Optional.of(new Principal(user, USUAL, false, Set.of(new TenantId(user))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name such as a mail address, which no tenant can have
        }
    }

    private static Principal principal(String source, String name, YamlValue value) {
        Set<TenantId> tenants = new LinkedHashSet<>();
        Set<Access> rights = EnumSet.noneOf(Access.class);
        boolean any = false;
        YamlValue.Mapping mapping = mapping(source, "user " + name, value);
        for (Map.Entry<String, YamlValue> entry : mapping.entries().entrySet()) {
            switch (entry.getKey()) {
                case "tenants" -> {
                    for (YamlValue.Text tenant : texts(source, name, entry.getKey(), entry.getValue())) {
                        any |= tenant.text().equals(ANY);
                        if (!tenant.text().equals(ANY)) {
                            tenants.add(tenant(source, name, tenant));
                        }
                    }
                }
                case "rights" -> {
                    for (YamlValue.Text right : texts(source, name, entry.getKey(), entry.getValue())) {
                        rights.add(right(source, name, right));
                    }
                }
                default -> throw unknownKey(source, entry.getValue(), entry.getKey(), "tenants and rights");
            }
        }
        if (!any && tenants.isEmpty()) {
            throw new ConfigException(source + ":" + value.line() + ": user \"" + name
                    + "\" has no tenants (expected: tenants: [a, b], or tenants: \"*\" for all)");
        }
        return new Principal(name, mapping.entries().containsKey("rights") ? rights : USUAL, any, tenants);
    }

    private static TenantId tenant(String source, String user, YamlValue.Text tenant) {
        try {
            return new TenantId(tenant.text());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(source + ":" + tenant.line() + ": user \"" + user + "\": " + e.getMessage());
        }
    }

    private static Access right(String source, String user, YamlValue.Text right) {
        for (Access access : Access.values()) {
            if (access.name().toLowerCase(Locale.ROOT).equals(right.text())) {
                return access;
            }
        }
        throw new ConfigException(source + ":" + right.line() + ": user \"" + user + "\": right \"" + right.text()
                + "\" (expected: push, query or admin)");
    }

    private static List<YamlValue.Text> texts(String source, String user, String key, YamlValue value) {
        List<YamlValue> items = value instanceof YamlValue.Sequence sequence ? sequence.items() : List.of(value);
        for (YamlValue item : items) {
            if (!(item instanceof YamlValue.Text text) || text.isNull()) {
                throw new ConfigException(
                        source + ":" + item.line() + ": user \"" + user + "\": " + key + " is no list of names");
            }
        }
        return items.stream().map(YamlValue.Text.class::cast).toList();
    }

    private static boolean isNull(YamlValue value) {
        return value instanceof YamlValue.Text text && text.isNull();
    }

    private static YamlValue.Mapping mapping(String source, String what, YamlValue value) {
        if (value instanceof YamlValue.Mapping mapping) {
            return mapping;
        }
        throw new ConfigException(source + ":" + value.line() + ": " + what
                + " is no mapping (expected: users, then tenants and rights by" + " user)");
    }

    private static ConfigException unknownKey(String source, YamlValue value, String key, String expected) {
        return new ConfigException(source + ":" + Objects.requireNonNull(value).line() + ": " + key
                + ": there is no such key (expected: " + expected + ")");
    }
}
