package io.sigyn.server.tls;

import io.sigyn.ruler.delivery.ClientTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Reads what this process needs as a client of TLS. Messages name files and repeat nothing of them. Stateless. */
public final class ClientContexts {
    private ClientContexts() {}

    /** @throws IOException if a file cannot be read or used; the message says which */
    public static SSLContext read(ClientTls tls) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(tls), new TrustManager[] {trusted(tls)}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS of a client: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] keys(ClientTls tls) throws IOException, GeneralSecurityException {
        Optional<Path> certificate = tls.certificate();
        Optional<Path> key = tls.key();
        if (certificate.isEmpty() && key.isEmpty()) {
            return new KeyManager[0];
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new IOException("TLS of a client: "
                    + certificate.or(() -> key).get() + " stands alone (expected: a certificate and its key)");
        }
        char[] noPassword = new char[0];
        KeyStore store = empty();
        store.setKeyEntry(
                "client",
                key(key.get()),
                noPassword,
                certificates(certificate.get()).toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, noPassword);
        return factory.getKeyManagers();
    }

    private static X509ExtendedTrustManager trusted(ClientTls tls) throws IOException, GeneralSecurityException {
        if (tls.insecure()) {
            return ServerTrust.anybody();
        }
        KeyStore store = null; // Java's own
        if (tls.authority().isPresent()) {
            store = empty();
            for (Certificate certificate : certificates(tls.authority().get())) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager trust) {
                return tls.serverName().isEmpty() ? trust : ServerTrust.named(tls.serverName(), trust);
            }
        }
        throw new GeneralSecurityException("this Java verifies no certificates");
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static PrivateKey key(Path file) throws IOException {
        try {
            return PemKey.parse(Files.readString(file));
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<Certificate> certificates(Path file) throws IOException {
        try {
            List<Certificate> certificates = new ArrayList<>(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
            if (certificates.isEmpty()) {
                throw new IOException(file + ": there is no certificate in it (expected: -----BEGIN CERTIFICATE-----)");
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": no certificate can be read: " + e.getMessage(), e);
        }
    }
}
