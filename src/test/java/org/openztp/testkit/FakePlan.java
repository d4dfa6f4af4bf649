package org.openztp.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program of a plan as {@link FakeRouter} understands it: its steps, and the arguments of the scripts they run. */
record FakePlan(String key, Map<String, String> environment, List<List<String>> steps) {
    private static final Pattern KEY = Pattern.compile("(?m)^ztp_key='([^']*)'$");
    private static final Pattern VARIABLE = Pattern.compile("(?m)^export ([A-Z_]+)='([^']*)'$");
    private static final int BEFORE_ARGUMENTS = 3;

    static boolean isPlan(byte[] program) {
        return program != null
                && new String(program, StandardCharsets.UTF_8).startsWith("#!/bin/sh\n# What OpenZTP has planned");
    }

    static FakePlan of(byte[] program) {
        String text = new String(program, StandardCharsets.UTF_8);
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            throw new IllegalArgumentException("a program without a key");
        }
        Map<String, String> environment = new HashMap<>();
        Matcher variable = VARIABLE.matcher(text.substring(0, text.indexOf("\nstep_1()")));
        while (variable.find()) {
            environment.put(variable.group(1), variable.group(2));
        }
        List<List<String>> steps = new ArrayList<>();
        int from = 0;
        for (int number = 1; ; number++) {
            int begin = text.indexOf("\nstep_" + number + "() {\n", from);
            if (begin < 0) {
                return new FakePlan(key.group(1), environment, steps);
            }
            List<String> words = words(text, text.indexOf(" '", begin));
            steps.add(words.size() > BEFORE_ARGUMENTS ? words.subList(BEFORE_ARGUMENTS, words.size()) : List.of());
            from = begin + 1;
        }
    }

    /** The words in single quotes that follow one another from here. */
    private static List<String> words(String text, int start) {
        List<String> words = new ArrayList<>();
        int at = start;
        while (text.startsWith(" '", at)) {
            StringBuilder word = new StringBuilder();
            at += 2;
            int end = text.indexOf('\'', at);
            word.append(text, at, end);
            while (text.startsWith("'\\''", end)) {
                at = end + 4;
                end = text.indexOf('\'', at);
                word.append('\'').append(text, at, end);
            }
            words.add(word.toString());
            at = end + 1;
        }
        return words;
    }
}
