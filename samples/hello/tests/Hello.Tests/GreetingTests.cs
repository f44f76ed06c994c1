namespace Hello.Tests;

public sealed class GreetingTests
{
    [Theory]
    [InlineData(null, "Hello, Ada!")]
    [InlineData("de", "Guten Tag, Ada!")]
    [InlineData("tlh", "Hello, Ada!")]
    public void Everybody_is_greeted_in_a_language_that_is_known(string? language, string expected) =>
        Assert.Equal(expected, new Greeting(language).To("Ada"));
}
