package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** A database as the options of a source or a sink name it: connects, and tells its failures without secrets. */
final class Database {
    private static final String URL = "url";
    /** What every statement has, whatever it reads or writes. */
    private static final List<String> OF_STATEMENT = List.of("path", "queryName");

    private final Options options;
    private final String url;
    private final Driver driver;
    private final Properties properties;
    private final Dialect dialect;
    private final int queryTimeoutSeconds;

    private Database(Options options, String url, Driver driver, Properties properties, Dialect dialect) {
        this.options = options;
        this.url = url;
        this.driver = driver;
        this.properties = properties;
        this.dialect = dialect;
        this.queryTimeoutSeconds =
                Math.toIntExact(Math.min(options.number("queryTimeout", 0).orElse(0), Integer.MAX_VALUE));
    }

    /**
     * Finds the driver; does not connect.
     *
     * @param addsOnly whether it is only for adding rows, which can be sent in larger pieces than others
     */
    static Database of(Options options, OptionNames names, boolean addsOnly) {
        String url = options.require(URL).strip();
        if (!url.startsWith("jdbc:")) {
            throw new PawlException(
                    ErrorCode.OPTION_INVALID,
                    "Option url of " + options.owner()
                            + " must begin with jdbc:, for example jdbc:postgresql://host/db.");
        }
        Driver driver = driver(options, url);
        Dialect dialect = Dialect.of(url);
        Properties properties = properties(options, names, url, driver);
        dialect.defaults(addsOnly).forEach((name, value) -> {
            if (!url.contains(name) && !properties.containsKey(name)) {
                properties.setProperty(name, value);
            }
        });
        return new Database(options, url, driver, properties, dialect);
    }

    private static Driver driver(Options options, String url) {
        Optional<String> className = options.find("driver");
        try {
            if (className.isPresent()) {
                Object made =
                        Class.forName(className.get()).getDeclaredConstructor().newInstance();
                if (made instanceof Driver driver && driver.acceptsURL(url)) {
                    return driver;
                }
            } else {
                return DriverManager.getDriver(url);
            }
        } catch (ReflectiveOperationException | SQLException e) {
            throw noDriver(options, url, className, e);
        }
        throw noDriver(options, url, className, new SQLException("the driver is for other urls"));
    }

    private static PawlException noDriver(Options options, String url, Optional<String> className, Exception e) {
        String who = className.map(name -> "Driver " + name + " does not take").orElse("No driver takes");
        return new PawlException(
                ErrorCode.JDBC_DRIVER_NOT_FOUND,
                who + " the url " + SqlFailure.shownUrl(url) + " of " + options.owner()
                        + ", or it is not on the class path.",
                e);
    }

    /** Everything that is not ours goes to the driver, if it knows it. */
    private static Properties properties(Options options, OptionNames names, String url, Driver driver) {
        Map<String, String> known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        try {
            for (DriverPropertyInfo info : driver.getPropertyInfo(url, new Properties())) {
                known.put(info.name, info.name);
            }
        } catch (SQLException e) {
            throw SqlFailure.of(e)
                    .reported(options, ErrorCode.SOURCE_UNAVAILABLE, "Asking the driver for its properties");
        }
        Properties properties = new Properties();
        List<String> unknown = new ArrayList<>();
        options.asMap().forEach((name, value) -> {
            if (name.equalsIgnoreCase("user") || name.equalsIgnoreCase("password")) {
                properties.setProperty(name.toLowerCase(java.util.Locale.ROOT), value);
            } else if (!names.isKnown(name) && !OF_STATEMENT.contains(name)) {
                String spelled = known.isEmpty() ? name : known.get(name);
                if (spelled == null) {
                    unknown.add(name);
                } else {
                    properties.setProperty(spelled, value);
                }
            }
        });
        names.and(known.keySet())
                .and(OF_STATEMENT)
                .requireKnown(unknown, "Neither Pawl nor the driver knows it", options.owner());
        return properties;
    }

    Options options() {
        return options;
    }

    Dialect dialect() {
        return dialect;
    }

    /** For descriptions: no user, no password, no parameters. */
    String shownUrl() {
        return SqlFailure.shownUrl(url);
    }

    /** A new connection, closed by the caller. */
    Connection connect() throws SQLException {
        Properties own = new Properties();
        own.putAll(properties);
        Connection connection = driver.connect(url, own);
        if (connection == null) {
            throw new SQLException("the driver does not take the url", "08001");
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : dialect.sessionStart()) {
                statement.execute(sql);
            }
            Optional<String> init = options.find("sessionInitStatement");
            if (init.isPresent()) {
                statement.execute(init.get());
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            closeAfter(e, connection);
            throw e;
        }
    }

    private static void closeAfter(Exception failure, Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Gives a statement the time it may take. */
    <S extends Statement> S limited(S statement) throws SQLException {
        if (queryTimeoutSeconds > 0) {
            statement.setQueryTimeout(queryTimeoutSeconds);
        }
        return statement;
    }
}
