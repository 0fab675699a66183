package io.sigyn.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** Which build this is, from what Maven wrote beside the classes. Stateless. */
final class Build {
    private Build() {}

    /** In the words of Loki's buildinfo. */
    static Map<String, String> info() {
        Properties properties = new Properties();
        try (InputStream stream = Build.class.getResourceAsStream("build.properties")) {
            if (stream != null) {
                properties.load(stream);
            }
        } catch (IOException e) {
            properties.clear();
        }
        Map<String, String> info = new LinkedHashMap<>();
        info.put("version", properties.getProperty("version", "unknown"));
        info.put("revision", properties.getProperty("revision", "unknown"));
        info.put("branch", properties.getProperty("branch", "unknown"));
        info.put("buildUser", "sigyn");
        info.put("buildDate", properties.getProperty("date", "unknown"));
        info.put("goVersion", "java" + Runtime.version());
        return info;
    }

    static String line() {
        Map<String, String> info = info();
        return "sigyn " + info.get("version") + " (" + info.get("goVersion") + ")";
    }
}
