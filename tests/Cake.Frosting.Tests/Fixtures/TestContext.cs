using Cake.Core;

namespace Cake.Frosting.Tests.Fixtures;

public sealed class TestContext(ICakeContext context) : FrostingContext(context);
