namespace GitOpsDemo.Delivery.Tests.Report;

public sealed class PluralTests
{
    [Theory]
    [InlineData(0, "0 objects")]
    [InlineData(1, "1 object")]
    [InlineData(2, "2 objects")]
    public void One_is_one_and_the_others_are_several(int number, string expected) => Assert.Equal(expected, Plural.Of(number, "object"));

    [Fact]
    public void Not_every_noun_takes_an_s() => Assert.Equal("2 queries", Plural.Of(2, "query", "queries"));
}
