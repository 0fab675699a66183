package io.sigyn.storage.object;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket is and how it is spoken to. Immutable; does not print its secret.
 *
 * @param bucket its name
 * @param keyPrefix what every key begins with in the bucket, such as {@code logs/}; empty for none
 * @param endpoint host, host:port or URL of a store that is not Amazon's; null for Amazon's
 * @param insecure whether an endpoint without a scheme is spoken to without TLS
 * @param region null for what the environment says, or {@value #DEFAULT_REGION} if there is an endpoint
 * @param accessKey null for the credentials of the environment: variables, profile, container or instance role
 * @param secretKey null exactly if the access key is
 * @param pathStyle whether the bucket is in the path, {@code host/bucket/key}, and not in the host
 * @param attemptTimeout after which one request is given up and repeated
 * @param totalTimeout after which a call is given up
 * @param maxConnections at once
 */
public record S3Options(
        String bucket,
        String keyPrefix,
        @Nullable String endpoint,
        boolean insecure,
        @Nullable String region,
        @Nullable String accessKey,
        @Nullable String secretKey,
        boolean pathStyle,
        Duration attemptTimeout,
        Duration totalTimeout,
        int maxConnections) {
    static final String DEFAULT_REGION = "us-east-1";

    public S3Options {
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException("S3 bucket: no name (expected: the name of an existing bucket)");
        }
        if ((accessKey == null) != (secretKey == null)) {
            throw new IllegalArgumentException(
                    "S3 credentials of bucket " + bucket + ": expected both access key and secret key, or neither");
        }
        if (!keyPrefix.isEmpty()) {
            ObjectKeys.check(keyPrefix + "x");
        }
    }

    /** A bucket with the defaults: Amazon's, all from the environment. */
    public static S3Options ofBucket(String bucket) {
        return new S3Options(
                bucket, "", null, false, null, null, null, false, Duration.ofSeconds(30), Duration.ofMinutes(2), 64);
    }

    public S3Options withEndpoint(String newEndpoint, boolean newInsecure, boolean newPathStyle) {
        return new S3Options(
                bucket,
                keyPrefix,
                newEndpoint,
                newInsecure,
                region,
                accessKey,
                secretKey,
                newPathStyle,
                attemptTimeout,
                totalTimeout,
                maxConnections);
    }

    public S3Options withCredentials(String newAccessKey, String newSecretKey) {
        return new S3Options(
                bucket,
                keyPrefix,
                endpoint,
                insecure,
                region,
                newAccessKey,
                newSecretKey,
                pathStyle,
                attemptTimeout,
                totalTimeout,
                maxConnections);
    }

    public S3Options withKeyPrefix(String newKeyPrefix) {
        return new S3Options(
                bucket,
                newKeyPrefix,
                endpoint,
                insecure,
                region,
                accessKey,
                secretKey,
                pathStyle,
                attemptTimeout,
                totalTimeout,
                maxConnections);
    }

    public S3Options withRegion(String newRegion) {
        return new S3Options(
                bucket,
                keyPrefix,
                endpoint,
                insecure,
                newRegion,
                accessKey,
                secretKey,
                pathStyle,
                attemptTimeout,
                totalTimeout,
                maxConnections);
    }

    public S3Options withTimeouts(Duration newAttemptTimeout, Duration newTotalTimeout) {
        return new S3Options(
                bucket,
                keyPrefix,
                endpoint,
                insecure,
                region,
                accessKey,
                secretKey,
                pathStyle,
                newAttemptTimeout,
                newTotalTimeout,
                maxConnections);
    }

    /** The endpoint as a URL, or null for Amazon's. */
    @Nullable
    URI endpointUri() {
        if (endpoint == null || endpoint.isEmpty()) {
            return null;
        }
        String url = endpoint.contains("://") ? endpoint : (insecure ? "http://" : "https://") + endpoint;
        URI uri = URI.create(url);
        if (uri.getHost() == null || !(url.startsWith("http://") || url.startsWith("https://"))) {
            throw new IllegalArgumentException(
                    "S3 endpoint \"" + endpoint + "\" (expected: host, host:port, http://… or https://…)");
        }
        return uri;
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + keyPrefix + (endpoint == null ? "" : " at " + endpoint);
    }
}
