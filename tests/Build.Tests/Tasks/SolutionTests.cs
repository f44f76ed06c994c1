using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class SolutionTests : IDisposable
{
    private const string Sln = """
        Microsoft Visual Studio Solution File, Format Version 12.00
        Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "src", "src", "{827E0CD3-B72D-47B6-A68D-7590B98EB39B}"
        EndProject
        Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "Shop", "src\Shop\Shop.csproj", "{A24906C3-F657-4D48-8F37-AD21DCC2528A}"
        EndProject
        Project("{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}") = "Shop.Tests", "tests\Shop.Tests\Shop.Tests.csproj", "{E2BFE745-B62D-46A1-8868-BE0E2ADB104B}"
        EndProject
        """;

    private const string Slnx = """
        <Solution>
          <Folder Name="/src/">
            <Project Path="src/Shop/Shop.csproj" />
          </Folder>
          <Project Path="tests/Shop.Tests/Shop.Tests.csproj" />
        </Solution>
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Shop.sln", Sln)]
    [InlineData("Shop.slnx", Slnx)]
    public void A_solution_is_its_projects(string file, string content)
    {
        var solution = Solution.Read(_folder.Write(file, content));

        Assert.Equal("Shop", solution.Name);
        Assert.Equal(solution.File, solution.Whole);
        Assert.Equal([_folder["src/Shop"], _folder["tests/Shop.Tests"]], solution.Folders);
    }

    [Fact]
    public void A_solution_filter_is_some_projects_of_a_solution_by_the_place_of_that()
    {
        _folder.Write("Shop.sln", Sln);

        var filter = Solution.Read(_folder.Write(
            "filters/Service.slnf", """{ "solution": { "path": "..\\Shop.sln", "projects": ["src\\Shop\\Shop.csproj"] } }"""));

        Assert.Equal(("Service", _folder["Shop.sln"]), (filter.Name, filter.Whole));
        Assert.Equal([_folder["src/Shop/Shop.csproj"]], filter.Projects);
        Assert.Equal(2, Solution.Read(filter.Whole).Projects.Count);
    }

    [Theory]
    [InlineData("Shop.sln", "", "it names no project")]
    [InlineData("Shop.slnf", """{ "solution": { "path": "Shop.sln", "projects": [] } }""", "it names no project")]
    [InlineData("Shop.slnf", """{ "projects": ["a.csproj"] }""", "")]
    [InlineData("Shop.slnf", "[]", "")]
    [InlineData("Shop.slnf", "{", "")]
    public void What_names_no_project_is_not_compiled(string file, string content, string why)
    {
        var refused = Assert.Throws<DeliveryException>(() => Solution.Read(_folder.Write(file, content)));

        Assert.Equal($"{_folder[file]} can't be compiled", refused.What);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_not_there_is_said() =>
        Assert.Contains(
            "can't be compiled",
            Assert.Throws<DeliveryException>(() => Solution.Read(_folder["Shop.sln"])).Message,
            StringComparison.Ordinal);
}
