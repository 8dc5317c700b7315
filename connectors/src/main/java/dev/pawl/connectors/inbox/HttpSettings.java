package dev.pawl.connectors.inbox;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where and to whom an {@code http} source listens.
 *
 * @param token which requests must carry; empty if all are taken
 */
record HttpSettings(String host, int port, String path, Optional<String> token, int requestBytes) {
    static final String LOCAL = "127.0.0.1";
    static final int REQUEST_BYTES = 4 << 20;

    private static final int TOKEN_LENGTH_MIN = 8;

    static HttpSettings of(Options options, long logBytes) {
        options.require("port");
        int port = Math.toIntExact(Math.min(options.number("port", 0).orElseThrow(), Integer.MAX_VALUE));
        if (port > 65_535) {
            throw options.invalid("port", "at most 65535");
        }
        String path = options.text("path", "/").strip();
        if (!path.startsWith("/") || path.contains("?") || path.contains("#")) {
            throw options.invalid("path", "like /orders: the path of the URL to which others post");
        }
        String host = options.text("host", LOCAL).strip();
        Optional<String> token = options.find("token").map(String::strip);
        if (token.isPresent() && token.get().length() < TOKEN_LENGTH_MIN) {
            throw options.invalid("token", "at least " + TOKEN_LENGTH_MIN + " characters long");
        }
        if (token.isEmpty() && !isThisMachine(host)) {
            throw new PawlException(
                    ErrorCode.OPTION_MISSING,
                    "Option token is missing: " + options.owner() + " listens on " + host
                            + ", where others than this machine could send rows without it.");
        }
        long most = InboxLog.Limits.of(logBytes).fileBytes();
        long requestBytes = options.number("maxRequestBytes", 1).orElse(Math.min(REQUEST_BYTES, most));
        if (requestBytes > most) {
            throw options.invalid("maxRequestBytes", "at most a quarter of maxLogBytes, which is " + most);
        }
        return new HttpSettings(
                host, port, path, token, Math.toIntExact(Math.min(requestBytes, Integer.MAX_VALUE / 2)));
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Http[" + host + ":" + port + path + "]";
    }
}
