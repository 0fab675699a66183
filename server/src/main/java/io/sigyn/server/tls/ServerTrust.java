package io.sigyn.server.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes a server whose certificate is for a given name, whatever the name in the URL is, or any server at all. As in Go,
 * only the certificate's alternative names count. Immutable, thread-safe.
 */
final class ServerTrust extends X509ExtendedTrustManager {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final String name;
    private final @Nullable X509TrustManager chain;

    private ServerTrust(String name, @Nullable X509TrustManager chain) {
        this.name = name.toLowerCase(Locale.ROOT);
        this.chain = chain;
    }

    /** Chains have to be good for {@code chain}, which does not look at names. */
    static ServerTrust named(String name, X509TrustManager chain) {
        return new ServerTrust(name, chain);
    }

    static ServerTrust anybody() {
        return new ServerTrust("", null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type) throws CertificateException {
        if (chain == null) {
            return;
        }
        chain.checkServerTrusted(certificates, type);
        Collection<List<?>> names = certificates[0].getSubjectAlternativeNames();
        if (names == null || names.stream().noneMatch(this::isMine)) {
            throw new CertificateException("the certificate is for " + names + " (expected: " + name + ")");
        }
    }

    /** A star stands for one part, the first. */
    private boolean isMine(List<?> alternative) {
        Object kind = alternative.get(0);
        String other = Objects.toString(alternative.get(1)).toLowerCase(Locale.ROOT);
        if (kind.equals(DNS_NAME) && other.startsWith("*.")) {
            int dot = name.indexOf('.');
            return dot > 0 && name.substring(dot).equals(other.substring(1));
        }
        return (kind.equals(DNS_NAME) || kind.equals(IP_ADDRESS)) && other.equals(name);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        checkServerTrusted(certificates, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(certificates, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type) throws CertificateException {
        throw new CertificateException("this is for clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, Socket socket)
            throws CertificateException {
        checkClientTrusted(certificates, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] certificates, String type, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(certificates, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chain == null ? new X509Certificate[0] : chain.getAcceptedIssuers();
    }
}
