package dev.pawl.connectors.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The real driver of a database, which a test lets die or fail at one of its calls. Named with option driver. */
public final class FaultyDriver implements Driver {
    private static final AtomicInteger CALLS = new AtomicInteger();
    private static volatile Plan plan = (call, name, connection) -> Moment.NORMAL;

    /** What becomes of a call. */
    enum Moment {
        NORMAL,
        /** The process dies when the database has done it and before it hears of that. */
        DIES_AFTER,
        /** The connection breaks before the call. */
        BREAKS_BEFORE,
        /** The connection breaks when the database has done it. */
        BREAKS_AFTER
    }

    /** Decides about each call that reaches the database. */
    interface Plan {
        /** @param name {@code commit}, {@code rollback} or one of the names that begin with {@code execute} */
        Moment at(int call, String name, Connection connection) throws SQLException;
    }

    /** The process is gone; no code of it may go on. */
    static final class Died extends Error {
        private static final long serialVersionUID = 1;
    }

    /** From now on, counted from 0. */
    static void follow(Plan next) {
        CALLS.set(0);
        plan = next;
    }

    static int calls() {
        return CALLS.get();
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        return (Connection)
                wrapped(Connection.class, DriverManager.getDriver(url).connect(url, info), null);
    }

    private static Object wrapped(Class<?> type, Object real, @Nullable Connection owner) {
        Connection connection = owner == null ? (Connection) real : owner;
        return Proxy.newProxyInstance(
                FaultyDriver.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(real, connection, method, arguments));
    }

    private static @Nullable Object call(
            Object real, Connection connection, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        boolean reaches = name.startsWith("execute") || name.equals("commit");
        Moment moment = reaches ? plan.at(CALLS.getAndIncrement(), name, connection) : Moment.NORMAL;
        if (moment == Moment.BREAKS_BEFORE) {
            end(connection, moment);
        }
        try {
            Object result = method.invoke(real, arguments);
            if (moment != Moment.NORMAL) {
                end(connection, moment);
            }
            if (result instanceof PreparedStatement) {
                return wrapped(PreparedStatement.class, result, connection);
            }
            return result instanceof Statement ? wrapped(Statement.class, result, connection) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The database sees the same of both: the connection is closed without a word. */
    private static void end(Connection connection, Moment moment) throws SQLException {
        if (connection
                        .getMetaData()
                        .getDatabaseProductName()
                        .toLowerCase(Locale.ROOT)
                        .contains("sqlite")
                && !connection.getAutoCommit()) {
            connection.rollback();
        }
        connection.abort(Runnable::run);
        if (moment == Moment.DIES_AFTER) {
            throw new Died();
        }
        throw new SQLException("the connection broke", "08006");
    }

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith("jdbc:");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
        return DriverManager.getDriver(url).getPropertyInfo(url, info);
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
