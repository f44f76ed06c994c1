using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using CakeContext = GitOpsDemo.Build.Tests.CakeTools.CakeContext;

namespace GitOpsDemo.Build.Tests.Tasks;

/// <summary>Tests of a user, run by the real VSTest as UnitTest does it.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class TestRunnerTests : IDisposable
{
    /// <summary>One project for two frameworks: each finds its own tests, and compiling takes the most time.</summary>
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Microsoft.NET.Test.Sdk" Version="18.0.1" />
            <PackageReference Include="NUnit" Version="4.3.2" />
            <PackageReference Include="NUnit3TestAdapter" Version="4.6.0" />
            <PackageReference Include="MSTest.TestFramework" Version="3.8.3" />
            <PackageReference Include="MSTest.TestAdapter" Version="3.8.3" />
          </ItemGroup>
        </Project>
        """;

    private const string Code = """
        namespace OfNUnit
        {
            using NUnit.Framework;

            public class Tests
            {
                [Test] public void NUnit_passes() { }
                [Test] public void NUnit_fails() => Assert.Fail();
                [Test, Category("Integration")] public void NUnit_needs_a_database() => Assert.Fail();
            }
        }

        namespace OfMSTest
        {
            using Microsoft.VisualStudio.TestTools.UnitTesting;

            [TestClass]
            public class Tests
            {
                [TestMethod] public void MSTest_passes() { }
                [TestMethod] public void MSTest_fails() => Assert.Fail();
                [TestMethod, TestCategory("Integration")] public void MSTest_needs_a_database() => Assert.Fail();
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tests_without_the_adapter_of_their_framework_are_not_taken_for_none()
    {
        var ours = new FilePath(typeof(TestRunnerTests).Assembly.Location);
        var users = new FilePath(_folder.Write("Users.Tests.dll", ""));
        using var build = new BuildFixture(
            _folder.Path, [], services => services.AddSingleton(CakeContext.OnDisk(Substitute.For<IProcessRunner>())));

        var refused = Assert.Throws<DeliveryException>(() => TestRunner.RunFast(build.Context, "UnitTest", [ours, users]));

        Assert.Equal("the tests of Users.Tests.dll can't be run", refused.What);
        Assert.Contains("NUnit3TestAdapter", refused.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failing_tests_of_NUnit_and_MSTest_are_named_and_those_of_the_category_Integration_are_left_out()
    {
        // Given
        var project = _folder.Write("Users.Tests.csproj", Project);
        _folder.Write("Tests.cs", Code);
        string[] quick = ["-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:NuGetAudit=false"];
        await new CommandRunner(new RecordingLog()).RunAsync(
            new Command("dotnet", ["build", project, .. quick, "--output", _folder["out"]])
            {
                // The SDK leaves two empty folders of every build there.
                Environment = new Dictionary<string, string?> { ["TMPDIR"] = Directory.CreateDirectory(_folder["temporary"]).FullName },
            });
        using var build = new BuildFixture(_folder.Path, [], services => services.AddSingleton(
            provider => CakeContext.OnDisk(
                ActivatorUtilities.CreateInstance<BoundedProcessRunner>(
                    provider,
                    new CakeEnvironment(new CakePlatform(), new CakeRuntime()),
                    Substitute.For<ICakeLog>(),
                    Substitute.For<IConsole>()),
                TestTools.Find("dotnet")!)));

        // When
        var failed = Assert.Throws<DeliveryException>(
            () => TestRunner.RunFast(build.Context, "UnitTest", [new FilePath(_folder["out/Users.Tests.dll"])]));

        // Then
        Assert.Contains("2 passed, 2 failed", failed.Why, StringComparison.Ordinal);
        Assert.All(["NUnit_fails", "MSTest_fails"], name => Assert.Contains(name, failed.Why, StringComparison.Ordinal));
        Assert.DoesNotContain("needs_a_database", failed.Why, StringComparison.Ordinal);
    }
}
