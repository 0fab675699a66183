package io.sigyn.storage.object;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a bucket is and how it is spoken to. Immutable; does not print its secret.
 *
 * @param bucket its name
 * @param keyPrefix what every key begins with in the bucket, such as {@code logs/}; empty for none
 * @param endpoint null for Amazon's
 * @param region null for what the environment says, or {@value #DEFAULT_REGION} if there is an endpoint
 * @param credentials null for those of the environment: variables, profile, container or instance role
 * @param timeouts of requests
 * @param maxConnections at once
 */
public record S3Options(
        String bucket,
        String keyPrefix,
        @Nullable Endpoint endpoint,
        @Nullable String region,
        @Nullable Credentials credentials,
        Timeouts timeouts,
        int maxConnections) {
    static final String DEFAULT_REGION = "us-east-1";

    /**
     * A store that is not Amazon's.
     *
     * @param address host, host:port or URL
     * @param insecure whether an address without a scheme is spoken to without TLS
     * @param pathStyle whether the bucket is in the path, {@code host/bucket/key}, and not in the host
     */
    public record Endpoint(String address, boolean insecure, boolean pathStyle) {
        URI uri() {
            String url = address.contains("://") ? address : (insecure ? "http://" : "https://") + address;
            URI uri = URI.create(url);
            if (uri.getHost() == null || !(url.startsWith("http://") || url.startsWith("https://"))) {
                throw new IllegalArgumentException(
                        "S3 endpoint \"" + address + "\" (expected: host, host:port, http://… or https://…)");
            }
            return uri;
        }
    }

    /** A key and its secret, which is not printed. */
    public record Credentials(String accessKey, String secretKey) {
        @Override
        public String toString() {
            return accessKey;
        }
    }

    /** After which one request is given up and repeated, and after which a call is given up. */
    public record Timeouts(Duration attempt, Duration total) {}

    public S3Options {
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException("S3 bucket: no name (expected: the name of an existing bucket)");
        }
        if (!keyPrefix.isEmpty()) {
            ObjectKeys.check(keyPrefix + "x");
        }
    }

    /** A bucket with the defaults: Amazon's, all from the environment. */
    public static S3Options ofBucket(String bucket) {
        Timeouts timeouts = new Timeouts(Duration.ofSeconds(30), Duration.ofMinutes(2));
        return new S3Options(bucket, "", null, null, null, timeouts, 64);
    }

    public S3Options withKeyPrefix(String keyPrefix) {
        return new S3Options(bucket, keyPrefix, endpoint, region, credentials, timeouts, maxConnections);
    }

    public S3Options withEndpoint(String address, boolean insecure, boolean pathStyle) {
        Endpoint endpoint = new Endpoint(address, insecure, pathStyle);
        return new S3Options(bucket, keyPrefix, endpoint, region, credentials, timeouts, maxConnections);
    }

    public S3Options withRegion(String region) {
        return new S3Options(bucket, keyPrefix, endpoint, region, credentials, timeouts, maxConnections);
    }

    public S3Options withCredentials(String accessKey, String secretKey) {
        Credentials credentials = new Credentials(accessKey, secretKey);
        return new S3Options(bucket, keyPrefix, endpoint, region, credentials, timeouts, maxConnections);
    }

    public S3Options withTimeouts(Duration attempt, Duration total) {
        Timeouts timeouts = new Timeouts(attempt, total);
        return new S3Options(bucket, keyPrefix, endpoint, region, credentials, timeouts, maxConnections);
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + keyPrefix + (endpoint == null ? "" : " at " + endpoint.address());
    }
}
