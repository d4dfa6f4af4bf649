package org.openztp.db;

/** Who signs in to the database. */
public record Login(String user, String password) {
    @Override
    public String toString() {
        return user;
    }
}
