using Xunit.Abstractions;
using Xunit.Sdk;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>Runs the tests of a story one after another: each needs minutes to bring about what the one before leaves behind.</summary>
public sealed class StepOrderer : ITestCaseOrderer
{
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase =>
        testCases.OrderBy(test => StepOf(test));

    private static int StepOf(ITestCase test) => test.TestMethod.Method.GetCustomAttributes(typeof(StepAttribute)).Single()
        .GetNamedArgument<int>(nameof(StepAttribute.Number));
}

/// <summary>The place of a test in its story.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StepAttribute(int number) : Attribute
{
    /// <summary>Counted from 1.</summary>
    public int Number { get; } = number;
}
