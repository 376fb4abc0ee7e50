// Metropolis of a scalar theory in C++ with no library at all: the protocol by hand.
//   g++ -O2 -std=c++17 metropolis.cpp -o metropolis
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

using std::string;

// Text after "key": in a line of JSON; enough for the messages of this protocol.
string after(const string& line, const string& key) {
	size_t at = line.find("\"" + key + "\":");
	return at == string::npos ? "" : line.substr(line.find_first_not_of(' ', at + key.size() + 3));
}
string word(const string& line, const string& key) {
	string rest = after(line, key);
	size_t from = rest.find('"');
	return rest.substr(from + 1, rest.find('"', from + 1) - from - 1);
}
std::vector<double> numbers(const string& line, const string& key) {
	std::vector<double> out;
	string rest = after(line, key);
	for (size_t at = rest.find('[') + 1; at < rest.size() && rest[at - 1] != ']';) {
		size_t used = 0;
		out.push_back(std::stod(rest.substr(at), &used));
		at += used + 1;
	}
	return out;
}
void save(const string& path, const std::vector<double>& data, const string& shape) {
	string text = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + shape + "), }";
	text.resize(117, ' ');
	text += '\n';
	std::ofstream file(path + ".tmp", std::ios::binary);
	file.write("\x93NUMPY\x01\x00\x76\x00", 10).write(text.data(), 118);
	file.write(reinterpret_cast<const char*>(data.data()), 8 * data.size());
	file.close();
	std::rename((path + ".tmp").c_str(), path.c_str());
}

int main() {
	std::mt19937_64 random;
	std::uniform_real_distribution<double> uniform(0, 1);
	std::vector<double> extents, potential, x;
	auto S = [&](size_t site, double phi) {  // the terms of S that hold this site
		double sum = 0, power = 1;
		size_t stride = x.size();
		for (double extent : extents) {
			size_t L = size_t(extent);
			stride /= L;
			size_t k = site / stride % L, base = site - k * stride;
			sum += std::pow(phi - x[base + (k + 1) % L * stride], 2) + std::pow(phi - x[base + (k + L - 1) % L * stride], 2);
		}
		for (double c : potential) sum += c * power, power *= phi;
		return sum;
	};
	auto sweep = [&] {
		for (size_t i = 0; i < x.size(); i++) {
			double y = x[i] + 1.4 * (uniform(random) - 0.5);
			if (uniform(random) < std::exp(S(i, x[i]) - S(i, y))) x[i] = y;
		}
	};
	for (string line; std::getline(std::cin, line);) {
		string method = word(line, "method"), id = std::to_string(std::stol("0" + after(line, "id")));
		if (method == "stop") continue;
		string result = "{}";
		if (method == "initialize")
			result = R"({"protocol":1,"name":"C++ Metropolis","structure":"chains","threads":1})";
		else if (method == "supports")
			result = after(line, "kind").find("scalarPolynomial") == 1 ? R"({"ok":true})" : R"({"ok":false,"reason":"a polynomial of one real number per site is needed"})";
		else if (method == "prepare") {
			extents = numbers(line, "shape"), potential = numbers(line, "potential");
			size_t volume = 1;
			for (double extent : extents) volume *= size_t(extent);
			x.assign(volume, 0.3);
			random.seed(std::stoull(word(line, "seed")));
			std::cout << R"({"method":"progress","params":{"stage":"thermalise"}})" << std::endl;
			for (int i = 0; i < 1000; i++) sweep();
		} else if (method == "draw") {
			size_t count = std::stoul(after(line, "count"));
			std::vector<double> fields;
			for (size_t i = 0; i < count; i++) sweep(), sweep(), sweep(), fields.insert(fields.end(), x.begin(), x.end());
			std::cout << R"({"method":"done","params":{"id":)" << id << "}}" << std::endl;
			string shape = std::to_string(count) + ", 1", axes = R"("draw","chain")";
			for (size_t mu = 0; mu < extents.size(); mu++)
				shape += ", " + std::to_string(size_t(extents[mu])), axes += ",\"x" + std::to_string(mu) + "\"";
			save(word(line, "dir") + "/fields.npy", fields, shape);
			result = R"({"arrays":{"fields":"fields.npy"},"axes":[)" + axes + "]}";
		} else if (method != "shutdown") {
			std::cout << R"({"id":)" << id << R"(,"error":{"code":"unsupported","message":"unknown method"}})" << std::endl;
			continue;
		}
		std::cout << R"({"id":)" << id << R"(,"result":)" << result << "}" << std::endl;
		if (method == "shutdown") return 0;
	}
}
