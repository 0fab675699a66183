package io.sigyn.ruler.store;

import io.sigyn.model.TenantId;
import io.sigyn.ruler.rule.Namespace;
import io.sigyn.ruler.rule.RuleFormatException;
import io.sigyn.ruler.rule.RuleGroupReader;
import io.sigyn.ruler.rule.RuleGroupWriter;
import io.sigyn.storage.CorruptDataException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One version of a namespace in the object store: its key and its bytes. Immutable.
 *
 * <pre>
 * key    := rules/{tenant}.tenant/{namespace}/{version, 20 digits}.rules
 * object := "# sigyn rules 1 " crc "\n" yaml
 * crc    CRC-32C of the yaml, 8 hexadecimal digits
 * yaml   namespace: its name; groups: its rule groups as Loki writes them, with keep_firing_for; [] where it is deleted
 * </pre>
 * In the key, bytes of the namespace's UTF-8 other than letters, digits, {@code _}, {@code -} and dots inside are {@code %}
 * and two hexadecimal digits; a name that gets longer than 150 is {@code ~} and its SHA-256. So no name leads out of its
 * tenant's keys. The newest version that can be read counts; older ones are deleted an hour after they were followed.
 */
record RuleObject(TenantId tenant, String namespaceKey, long version) {
    static final String PREFIX = "rules/";
    static final int MAX_BYTES = 32 << 20;

    private static final String HEADER = "# sigyn rules 1 ";
    private static final int CRC_DIGITS = 8;
    private static final int HEADER_BYTES = HEADER.length() + CRC_DIGITS + 1;
    private static final int MAX_NAME = 150;
    private static final Pattern KEY =
            Pattern.compile("rules/([^/]{1,150})\\.tenant/([^/]{1,200})/([0-9]{20})\\.rules");

    /** The version that a key names; empty if it is no key of ours. */
    static Optional<RuleObject> of(String key) {
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new RuleObject(new TenantId(matcher.group(1)), matcher.group(2), Long.parseLong(matcher.group(3))));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    String key() {
        return prefix(tenant) + namespaceKey + String.format(java.util.Locale.ROOT, "/%020d.rules", version);
    }

    RuleObject next() {
        return new RuleObject(tenant, namespaceKey, version + 1);
    }

    static String prefix(TenantId tenant) {
        return PREFIX + tenant + ".tenant/";
    }

    static String prefix(TenantId tenant, String namespace) {
        return prefix(tenant) + encode(namespace) + "/";
    }

    static String encode(String namespace) {
        byte[] utf8 = namespace.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < utf8.length; i++) {
            char c = (char) (utf8[i] & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
            if (plain || c == '-' || (c == '.' && i > 0)) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return out.length() <= MAX_NAME ? out.toString() : "~" + sha256(utf8);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256 (expected: every one has)", e);
        }
    }

    static byte[] encode(Namespace namespace) {
        byte[] yaml = RuleGroupWriter.writeNamespace(namespace).getBytes(StandardCharsets.UTF_8);
        byte[] header = (HEADER + crc(yaml, 0) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] object = Arrays.copyOf(header, header.length + yaml.length);
        System.arraycopy(yaml, 0, object, header.length, yaml.length);
        return object;
    }

    static Namespace decode(String key, byte[] object) throws CorruptDataException {
        String header = new String(object, 0, Math.min(HEADER_BYTES, object.length), StandardCharsets.ISO_8859_1);
        String expected = HEADER + (object.length < HEADER_BYTES ? "" : crc(object, HEADER_BYTES)) + "\n";
        if (!header.equals(expected)) {
            throw corrupt(key, 0, "\"" + header.strip() + "\"", "\"" + expected.strip() + "\"");
        }
        try {
            return RuleGroupReader.readNamespace(Arrays.copyOfRange(object, HEADER_BYTES, object.length));
        } catch (RuleFormatException e) {
            throw corrupt(key, HEADER_BYTES, e.text(), "rule groups in YAML");
        }
    }

    private static CorruptDataException corrupt(String key, int offset, String found, String expected) {
        return new CorruptDataException(
                "rule groups",
                key,
                offset,
                found,
                expected,
                "The version before it is used, if there is one; send the namespace's groups again to repair it.");
    }

    private static String crc(byte[] bytes, int from) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, bytes.length - from);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
