package lanegrad.examples.gpt;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Spans of time as people write them: {@code 90}, {@code 90s}, {@code 5m}, {@code 2h}. */
public final class Clock implements ITypeConverter<Double> {

    private static final Pattern SPAN = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([smh]?)");

    @Override
    public Double convert(String text) {
        Matcher span = SPAN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!span.matches()) {
            throw new TypeConversionException("'" + text + "' is no span of time; 90s, 5m or 2h expected");
        }
        double unit = switch (span.group(2)) {
            case "m" -> 60;
            case "h" -> 3600;
            default -> 1;
        };
        return Double.parseDouble(span.group(1)) * unit;
    }
}
