package io.sigyn.server.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a private key from PEM: PKCS #8, and the older forms of RSA (PKCS #1) and elliptic curves (SEC 1), which are put
 * into the envelope of PKCS #8. No message repeats the key. Stateless.
 */
final class PemKey {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ((?:RSA |EC |ENCRYPTED )?)PRIVATE KEY-----([^-]*)-----END \\1PRIVATE KEY-----");
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");
    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    /** In SEC 1 the curve stands behind this tag. */
    private static final int CURVE = 0xa0;

    private PemKey() {}

    static PrivateKey parse(String text) throws GeneralSecurityException {
        Matcher pem = KEY.matcher(text);
        if (!pem.find()) {
            throw new GeneralSecurityException("there is no key in it (expected: -----BEGIN PRIVATE KEY-----)");
        }
        if (pem.group(1).startsWith("ENCRYPTED")) {
            throw new GeneralSecurityException("the key has a password (expected: one without)");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(pem.group(2));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("the key is not base64");
        }
        byte[] pkcs8 = switch (pem.group(1)) {
            case "RSA " -> der(SEQUENCE, VERSION_0, RSA, der(OCTETS, der));
            case "EC " -> der(SEQUENCE, VERSION_0, der(SEQUENCE, EC, curve(der)), der(OCTETS, der));
            default -> der;
        };
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException ofAnotherKind) {
                // The next one is tried.
            }
        }
        throw new GeneralSecurityException("the key is of no known kind (expected: RSA, EC or Ed25519)");
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = content.size();
        if (length > 0xffff) {
            out.write(0x83);
            out.write(length >> 16);
            out.write(length >> 8);
        } else if (length > 0xff) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length > 0x7f) {
            out.write(0x81);
        }
        out.write(length);
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    /** The curve's name in a SEC 1 key: sequence, then version, key, and what is looked for. */
    private static byte[] curve(byte[] key) throws GeneralSecurityException {
        try {
            int at = headerLength(key, 0);
            while (at < key.length) {
                int content = at + headerLength(key, at);
                int end = content + contentLength(key, at);
                if ((key[at] & 0xff) == CURVE) {
                    return java.util.Arrays.copyOfRange(key, content, end);
                }
                at = end;
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new GeneralSecurityException("the key is cut off");
        }
        throw new GeneralSecurityException("the key does not say its curve");
    }

    private static int headerLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return 2 + (first > 0x80 ? first & 0x7f : 0);
    }

    private static int contentLength(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first <= 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | (der[at + 2 + i] & 0xff);
        }
        return length;
    }
}
