package org.openztp.config;

import java.util.function.Supplier;

/** Every setting with its variable, its default and one line of help; {@code --help} finds this class by its name. */
public final class SettingsHelp implements Supplier<String> {
    @Override
    public String get() {
        StringBuilder text = new StringBuilder();
        for (Setting<?> setting : SettingsTable.all()) {
            String fallback =
                    setting.fallback() == null ? "not set" : setting.fallback().isEmpty() ? "none" : setting.fallback();
            text.append(String.format("  %-27s %s%n", setting.key(), setting.environment()))
                    .append(String.format("      %s%n", setting.help()))
                    .append(String.format("      default: %s%n", fallback));
        }
        return text.toString();
    }
}
