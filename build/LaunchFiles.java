/** Writes down the JDK and the class path it was started with, for scripts that start an example without Maven. */
void main(String[] args) throws IOException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    Files.writeString(directory.resolve("java.home"), System.getProperty("java.home"));
    Files.writeString(directory.resolve("class.path"), System.getProperty("java.class.path"));
}
