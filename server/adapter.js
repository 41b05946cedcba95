import adapterNode from '@sveltejs/adapter-node';

export default function adapter() {
	return adapterNode();
}
