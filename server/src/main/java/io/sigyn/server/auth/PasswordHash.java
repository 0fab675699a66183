package io.sigyn.server.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password as {@code htpasswd} writes it: bcrypt, apr1 or {@code {SHA}}. Never shows itself. Immutable.
 *
 * <p>How long a check takes must not tell whether a user exists, nor how his password is stored: {@link #fill} spends
 * what a check by this hash has left of the dearest one.
 */
abstract class PasswordHash {
    static final int MAX_BCRYPT_COST = 16;

    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final Pattern APR1 = Pattern.compile("\\$apr1\\$([^$]{1,8})\\$([./A-Za-z0-9]{22})");
    private static final Pattern SHA1 = Pattern.compile("\\{SHA}([A-Za-z0-9+/]{27}=)");
    private static final String SUPPORTED = "(expected: bcrypt, apr1 or {SHA}, as `htpasswd -B` writes it)";

    /**
     * Reads the part behind the user's name.
     *
     * @throws IllegalArgumentException with a message that does not repeat it
     */
    static PasswordHash parse(String text) {
        Matcher bcrypt = BCRYPT.matcher(text);
        if (bcrypt.matches()) {
            int cost = Integer.parseInt(bcrypt.group(1));
            if (cost < BCrypt.MIN_COST || cost > MAX_BCRYPT_COST) {
                throw new IllegalArgumentException("bcrypt of cost " + cost + " takes too long (expected: "
                        + BCrypt.MIN_COST + " to " + MAX_BCRYPT_COST + "; 10 is usual)");
            }
            return new Bcrypt(cost, text.getBytes(StandardCharsets.US_ASCII));
        }
        Matcher apr1 = APR1.matcher(text);
        if (apr1.matches()) {
            return new Apr1(apr1.group(1), apr1.group(2));
        }
        Matcher sha1 = SHA1.matcher(text);
        if (sha1.matches()) {
            return new Sha1(Base64.getDecoder().decode(sha1.group(1)));
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("there is no password " + SUPPORTED);
        }
        boolean crypt = text.startsWith("$") || text.startsWith("{");
        throw new IllegalArgumentException(
                (crypt ? "the password is hashed in a way that is not supported " : "the password is not hashed ")
                        + SUPPORTED);
    }

    abstract boolean matches(byte[] password);

    /** How long a check takes, to compare kinds by: the cost of bcrypt, or less than any for the others. */
    abstract int cost();

    /** Spends the time by which a check by a hash of the given cost is dearer than one by this. */
    void fill(int dearest, byte[] password) {
        if (dearest <= cost()) {
            return;
        } else if (dearest < BCrypt.MIN_COST) {
            Apr1.of(password, "aaaaaaaa");
        } else if (cost() < BCrypt.MIN_COST) {
            Bcrypt.spend(dearest, password);
        } else {
            for (int cost = cost(); cost < dearest; cost++) {
                Bcrypt.spend(cost, password); // each step doubles, so that together they fill the gap
            }
        }
    }

    /** Spends what a check by a hash of the given cost takes. */
    static void spend(int cost, byte[] password) {
        if (cost >= BCrypt.MIN_COST) {
            Bcrypt.spend(cost, password);
        } else if (cost == Apr1.COST) {
            Apr1.of(password, "aaaaaaaa");
        } else {
            Sha1.of(password);
        }
    }

    @Override
    public final String toString() {
        return "hash";
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static final class Bcrypt extends PasswordHash {
        private static final byte[] SALT = new byte[BCrypt.SALT_LENGTH];
        private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2Y;

        private final int cost;
        private final byte[] hash;

        Bcrypt(int cost, byte[] hash) {
            this.cost = cost;
            this.hash = hash;
        }

        /** All versions mean the same today, and like {@code htpasswd} only the first 72 bytes count. */
        @Override
        boolean matches(byte[] password) {
            byte[] asVersion = hash.clone();
            asVersion[2] = 'y';
            return BCrypt.verifyer(VERSION, LongPasswordStrategies.truncate(VERSION))
                    .verify(password, asVersion)
                    .verified;
        }

        static void spend(int cost, byte[] password) {
            BCrypt.with(VERSION, LongPasswordStrategies.truncate(VERSION)).hashRaw(cost, SALT, password);
        }

        @Override
        int cost() {
            return cost;
        }
    }

    /** The MD5 of Apache: a thousand rounds over password and salt. */
    private static final class Apr1 extends PasswordHash {
        static final int COST = 1;
        private static final String ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        private static final int ROUNDS = 1000;

        private final String salt;
        private final byte[] wanted;

        Apr1(String salt, String wanted) {
            this.salt = salt;
            this.wanted = wanted.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        boolean matches(byte[] password) {
            return MessageDigest.isEqual(wanted, of(password, salt).getBytes(StandardCharsets.US_ASCII));
        }

        static String of(byte[] password, String saltText) {
            byte[] salt = saltText.getBytes(StandardCharsets.UTF_8);
            MessageDigest md5 = digest("MD5");
            md5.update(password);
            md5.update(salt);
            byte[] inner = md5.digest(password);
            md5.update(password);
            md5.update("$apr1$".getBytes(StandardCharsets.US_ASCII));
            md5.update(salt);
            for (int left = password.length; left > 0; left -= inner.length) {
                md5.update(inner, 0, Math.min(left, inner.length));
            }
            for (int bits = password.length; bits > 0; bits >>= 1) {
                md5.update((bits & 1) != 0 ? 0 : password[0]);
            }
            byte[] hash = md5.digest();
            for (int round = 0; round < ROUNDS; round++) {
                boolean odd = (round & 1) != 0;
                md5.update(odd ? password : hash);
                if (round % 3 != 0) {
                    md5.update(salt);
                }
                if (round % 7 != 0) {
                    md5.update(password);
                }
                hash = md5.digest(odd ? hash : password);
            }
            return encode(hash);
        }

        private static String encode(byte[] hash) {
            StringBuilder out = new StringBuilder(22);
            for (int i = 0; i < 5; i++) {
                int third = i == 4 ? 5 : i + 12;
                append(out, (hash[i] & 255) << 16 | (hash[i + 6] & 255) << 8 | (hash[third] & 255), 4);
            }
            append(out, hash[11] & 255, 2);
            return out.toString();
        }

        private static void append(StringBuilder out, int bits, int letters) {
            for (int i = 0; i < letters; i++) {
                out.append(ALPHABET.charAt(bits >> (6 * i) & 63));
            }
        }

        @Override
        int cost() {
            return COST;
        }
    }

    private static final class Sha1 extends PasswordHash {
        private final byte[] wanted;

        Sha1(byte[] wanted) {
            this.wanted = wanted;
        }

        static byte[] of(byte[] password) {
            return digest("SHA-1").digest(password);
        }

        @Override
        boolean matches(byte[] password) {
            return MessageDigest.isEqual(wanted, of(password));
        }

        @Override
        int cost() {
            return 0;
        }
    }
}
